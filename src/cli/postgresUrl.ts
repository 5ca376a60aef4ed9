import { ConfigurationError } from '../machines/errors.ts';

/** Where a PostgreSQL memory is, as it may be shown and repeated: never with a password. */
export interface PostgresUrl {
  readonly shown: string;
  readonly hasPassword: boolean;
}

/**
 * Reads what `--postgres` was given.
 *
 * @throws ConfigurationError where it is no URL of PostgreSQL; its message does not repeat it, as it may hold a password.
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    const message =
      'What --postgres was given is not a PostgreSQL URL. Give one such as postgres://user@localhost:5432/handoff, ' +
      'with characters such as # and @ in a password percent-encoded, or the password in the variable PGPASSWORD.';
    throw new ConfigurationError('--postgres', message);
  }
  const hasPassword = url.password !== '' || url.searchParams.has('password');
  if (!hasPassword) return { shown: text, hasPassword };
  url.password = '';
  url.searchParams.delete('password');
  return { shown: url.href, hasPassword };
}
