import { azure } from './azure.ts';
import { gateway } from './gateway.ts';
import { groq } from './groq.ts';
import { litellm } from './litellm.ts';
import { llamaCpp } from './llamaCpp.ts';
import { lmStudio } from './lmStudio.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import type { Server } from './server.ts';
import { vllm } from './vllm.ts';
import { xai } from './xai.ts';

/** Every kind of server that this project has bodies of. */
export const servers: readonly Server[] = [
  openai,
  azure,
  mistral,
  groq,
  xai,
  openrouter,
  litellm,
  vllm,
  llamaCpp,
  ollama,
  lmStudio,
  gateway,
];
