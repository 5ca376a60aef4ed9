import { builtOnce } from '../../support/builtOnce.ts';
import { openable, type BuiltPage } from './openable.ts';

/** The page as it is built once for all workers of a run. */
export async function builtPage(): Promise<BuiltPage> {
  return openable((await builtOnce('page')).toString());
}
