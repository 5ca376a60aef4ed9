import { relative, sep } from 'node:path';

/** How a command line was started: its environment, where its code lies, and the working directory. */
export interface Start {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of this package's code. */
  readonly folder: string;
  readonly cwd: string;
}

/**
 * Returns the words that a person types to start this command line again: `handoff` where it is installed for all, `npx handoff` in a
 * project that has it, and the npm script in a clone of its repository.
 */
export function programName({ env, folder, cwd }: Start): string {
  if (env['npm_lifecycle_script']?.includes('src/cli/main.ts') === true) return 'npm run handoff --';
  const [project = '', inModules] = folder.split(`${sep}node_modules${sep}`);
  if (inModules === undefined) return 'handoff';
  if (project.includes(`${sep}_npx${sep}`)) return 'npx --package xstate-handoff handoff';
  const isOutside = relative(project, cwd).split(sep)[0] === '..';
  return isOutside ? 'handoff' : 'npx handoff';
}
