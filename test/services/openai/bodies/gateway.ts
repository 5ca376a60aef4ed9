import { events, html, json, pieces } from './reply.ts';
import { answersOf, asksFor, has, type Answered, type Server } from './server.ts';

const model = 'house-model';

/** The least that can be called a completion. */
const answered = (text: string): Answered => ({
  whole: json({ choices: [{ message: { content: text } }] }),
  streamed: events(
    [
      ': keep-alive',
      // No blank after the colon, no model, no id, no finish reason, no end.
      ...pieces(text).map((content) => `data:${JSON.stringify({ choices: [{ delta: { content } }] })}`),
    ],
    { 'content-type': 'text/event-stream; charset=utf-8' },
  ),
  reading: { text, usage: null, finish: null, model },
});

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.27.4</center>\r\n${'<!-- padding -->\r\n'.repeat(40)}</body>\r\n</html>\r\n`;

export const gateway: Server = {
  name: 'a plain gateway',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json({ message: 'API rate limit exceeded' }, 429, { 'retry-after': '3', 'ratelimit-reset': '3' }),
      reading: { reason: 'rateLimited', status: 429, says: 'API rate limit exceeded', waitMs: 3000 },
    },
    {
      name: 'a rate limit without a body',
      reply: { status: 429, body: '' },
      reading: { reason: 'rateLimited', status: 429, says: '429' },
    },
    {
      name: 'a wrong key',
      reply: json({ message: 'Unauthorized' }, 401, { 'www-authenticate': 'Key realm="house"' }),
      reading: { reason: 'unauthorized', status: 401, says: 'Unauthorized' },
    },
    {
      name: 'a key without the right',
      reply: json({ detail: 'Not enough permissions' }, 403),
      reading: { reason: 'unauthorized', status: 403, says: 'Not enough permissions' },
    },
    {
      name: 'a wrong path',
      reply: json({ detail: 'Not Found' }, 404),
      reading: { reason: 'notFound', status: 404, says: 'Not Found' },
    },
    {
      name: 'a bad gateway, as a page',
      reply: html(page('502 Bad Gateway'), 502),
      reading: { reason: 'unavailable', status: 502, says: '502 Bad Gateway' },
    },
    {
      name: 'a host that does not answer, as a page',
      reply: html(page('house.example | 522: Connection timed out'), 522, { server: 'cloudflare' }),
      reading: { reason: 'unavailable', status: 522, says: '522: Connection timed out' },
    },
  ],
  refusals: [
    {
      name: 'stream_options, in a list',
      refuses: has('stream_options'),
      reply: json(
        {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'stream_options'],
              msg: 'Extra inputs are not permitted',
              input: {},
            },
          ],
        },
        422,
      ),
      adapted: { stream_options: null },
    },
    {
      name: 'any response_format',
      refuses: asksFor('json_schema', 'json_object'),
      reply: json({ detail: 'response_format is not supported by this backend' }, 400),
      adapted: { response_format: null },
    },
  ],
};
