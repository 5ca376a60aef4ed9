/** The shells that completion is made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * The script that a shell runs once so that it completes `handoff`. It asks `handoff complete` for what may come next: a word per
 * line, and behind a tab what it means. Where nothing comes back it completes file names.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: String.raw`# Completion of handoff for bash. In ~/.bashrc: eval "$(handoff completion bash)"
_handoff() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\t'*}")
  done < <(handoff complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _handoff handoff`.replaceAll(String.raw`\$`, '$'),

  zsh: String.raw`#compdef handoff
# Completion of handoff for zsh. In ~/.zshrc, after compinit: eval "$(handoff completion zsh)"
_handoff() {
  local -a lines
  lines=("\${(@f)$(handoff complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  lines=("\${(@)lines:#}")
  if (( $#lines )); then
    lines=("\${(@)lines//:/\\:}")
    lines=("\${(@)lines//$'\t'/:}")
    _describe handoff lines
  else
    _files
  fi
}
if [[ $funcstack[1] == _handoff ]]; then _handoff "$@"; else compdef _handoff handoff; fi`.replaceAll(
    String.raw`\$`,
    '$',
  ),

  fish: String.raw`# Completion of handoff for fish. Once: handoff completion fish > ~/.config/fish/completions/handoff.fish
function __handoff_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (handoff complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $found) -gt 0
        string join \n -- $found
    else
        __fish_complete_path "$current"
    end
end
complete -c handoff -e
complete -c handoff -f -a '(__handoff_complete)'`,
};
