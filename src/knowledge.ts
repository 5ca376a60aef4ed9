// The public names of `xstate-handoff/knowledge`.
export { knowledgeAgent } from './services/knowledge/knowledgeAgent.ts';
export type { KnowledgeAgent, PreparedKnowledge } from './services/knowledge/knowledgeAgent.ts';
export type { KnowledgeAgentOptions } from './services/knowledge/knowledgeOptions.ts';
export type { Calibration } from './services/knowledge/calibration.ts';
export type { Embedder } from './services/knowledge/embedder.ts';
export type { KnowledgeBase, KnowledgeEntry } from './services/knowledge/knowledgeBase.ts';
export { KnowledgeError } from './services/knowledge/knowledgeErrors.ts';
export { loadKnowledge } from './services/knowledge/loadKnowledge.ts';
export { minilmEmbedder } from './services/knowledge/minilmEmbedder.ts';
export type { LeftOut, Match, Retriever, SearchOptions } from './services/knowledge/retriever.ts';
export { sampleKnowledge } from './services/knowledge/sampleKnowledge.ts';
