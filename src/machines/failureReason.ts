/**
 * Why a call failed:
 *
 * - `network`: no answer came, the connection could not be made or was lost. Transient.
 * - `timeout`: it took longer than `callTimeoutMs` of the pattern, or `requestTimeoutMs` of the agent. Transient.
 * - `unavailable`: the server is busy or broken (408, 409, 425, 500 and above). Transient, but for the few statuses of
 *   500 and above that say the request will never be served (501, 505, 506, 508, 510, 511).
 * - `rateLimited`: too many requests (429). Transient; `policy.on.rateLimited` says what it leads to.
 * - `quotaExceeded`: the key's quota or credit is used up (402, 429).
 * - `unauthorized`: the key is not accepted, or may not do this (401, 403). Ends the execution.
 * - `notFound`: the server has no such model or address (404). Ends the execution.
 * - `http`: the server answered with another error; transient where `status` is one of those above.
 * - `refused`: the model refused to answer, or its provider filtered the task or the answer.
 * - `truncated`: the answer was cut off by a token limit.
 * - `invalidOutput`: the answer is not a valid evaluation or execution, also after one attempt at repair.
 * - `declined`: an agent that never makes an answer up was asked for one that it does not have.
 * - `configuration`: a package, a key or a file that the agent needs is missing. Ends the execution.
 * - `deadline`: the person did not answer in time.
 * - `aborted`: it was cancelled.
 * - `threw`: the agent threw something else.
 */
export type FailureReason = (typeof failureReasons)[number];

/** Every `FailureReason`. */
export const failureReasons = [
  'network',
  'timeout',
  'unavailable',
  'rateLimited',
  'quotaExceeded',
  'unauthorized',
  'notFound',
  'http',
  'refused',
  'truncated',
  'invalidOutput',
  'declined',
  'configuration',
  'deadline',
  'aborted',
  'threw',
] as const;
