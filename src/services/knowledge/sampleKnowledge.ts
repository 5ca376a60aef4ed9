import { KnowledgeError } from './knowledgeErrors.ts';
import { packageFile } from '../packageFile.ts';

const name = 'knowledge/support.md';

/**
 * The path of the sample knowledge base: the support questions of a made-up product called Acme Cloud. Its vectors for
 * `minilmEmbedder` are shipped with it, so that its entries need no embedding at the start.
 *
 * @throws KnowledgeError where the file is missing, as in a bundle that does not contain it.
 */
export function sampleKnowledge(): string {
  const path = packageFile(name);
  if (path !== undefined) return path;
  const message =
    'The sample knowledge base is not there. Copy the folder "knowledge" of xstate-handoff beside your bundle, or load a base of your own.';
  throw new KnowledgeError(name, null, message);
}
