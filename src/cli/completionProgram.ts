import { Argument, type Command } from 'commander';

import { completionScripts, shells, type Shell } from './completionScripts.ts';
import { exitCodes } from './exitCodes.ts';
import { writeLine, type Io } from './io.ts';
import type { Finish } from './programOptions.ts';

const completionHelp = `
Load it where the shell begins:
  bash  eval "$(handoff completion bash)"       in ~/.bashrc
  zsh   eval "$(handoff completion zsh)"        in ~/.zshrc, after compinit
  fish  handoff completion fish > ~/.config/fish/completions/handoff.fish`;

/** `handoff completion`, and the hidden command that its scripts ask. */
export function addCompletionCommands(io: Io, program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('make a shell complete commands, flags and ids')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', completionHelp)
    .action((shell: Shell) => {
      writeLine(io.stdout, completionScripts[shell]);
      return finish(Promise.resolve(exitCodes.answered));
    });

  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const { completeCommand } = await import('./completionCommand.ts');
      return finish(completeCommand(io, program, words));
    });
}
