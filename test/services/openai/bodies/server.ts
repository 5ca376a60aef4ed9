import type { Usage } from '../../../../src/machines/types.ts';
import type { AgentCallReason } from '../../../../src/services/errors.ts';
import type { OpenAIAgentOptions } from '../../../../src/services/openai/options.ts';
import type { Reply } from './reply.ts';

/** One kind of server: what it sends, and how that is to be read. */
export interface Server {
  readonly name: string;
  /** The model as the agent asks for it. */
  readonly model: string;
  /** An evaluation that says yes. */
  readonly yes: Answered;
  /** An evaluation that says no. */
  readonly no: Answered;
  readonly execution: Answered;
  readonly failures: readonly Failed[];
  readonly refusals: readonly RefusedParameter[];
}

/** An answer in one piece and as a stream. */
export interface Answered {
  readonly whole: Reply;
  readonly streamed: Reply;
  readonly reading: Reading;
}

export interface Reading {
  /** The JSON that is the answer, whatever stands around it. */
  readonly text: string;
  /** `null`: the server does not say. */
  readonly usage: Usage | null;
  /** Where it differs in a stream. */
  readonly streamedUsage?: Usage | null;
  readonly finish: string | null;
  /** The model as the server names it. */
  readonly model: string;
}

export interface Failed {
  readonly name: string;
  readonly reply: Reply;
  /** What comes in place of a streamed answer, where it is not the same. */
  readonly streamed?: Reply;
  readonly reading: FailureReading;
  /** Where the streamed reply says less. */
  readonly streamedReading?: FailureReading;
}

export interface FailureReading {
  readonly reason: AgentCallReason;
  /** `null`: there was none. */
  readonly status: number | null;
  /** The provider's own words, which must stand in the message. */
  readonly says: string;
  /** Milliseconds the server asks to be left alone for. */
  readonly waitMs?: number;
}

/** A parameter of ours that the server turns down. */
export interface RefusedParameter {
  readonly name: string;
  /** What has the agent send it. */
  readonly options?: Partial<OpenAIAgentOptions>;
  readonly refuses: (body: Readonly<Record<string, unknown>>) => boolean;
  readonly reply: Reply;
  /** What `executionMetadata.adapted` says afterwards. */
  readonly adapted: Readonly<Record<string, string | null>>;
}

export const answers = {
  yes: { reasoning: 'A known case with a short way out.', canHandle: true, complexityScore: 0.2, requiresTier: 1 },
  no: { reasoning: 'It needs the billing system.', canHandle: false, complexityScore: 0.8, requiresTier: 2 },
  execution: { result: 'Open Settings, then choose “Reset password”.', confidence: 0.9 },
} as const;

/** The three answers of a server that says everything in one way. */
export function answersOf(answered: (text: string) => Answered): Pick<Server, 'yes' | 'no' | 'execution'> {
  return {
    yes: answered(JSON.stringify(answers.yes)),
    no: answered(JSON.stringify(answers.no)),
    execution: answered(JSON.stringify(answers.execution)),
  };
}

export const has = (parameter: string) => (body: Readonly<Record<string, unknown>>) => Object.hasOwn(body, parameter);

/** Whether a request asks for this type of `response_format`. */
export const asksFor =
  (...types: readonly string[]) =>
  ({ response_format: format }: Readonly<Record<string, unknown>>): boolean =>
    typeof format === 'object' && format !== null && 'type' in format && types.includes(String(format.type));
