/** For each shell the script that asks `sysvmq completion words` what may come next. */

/** Words go in with the one that is being typed; each line that comes out is VALUE TAB DESCRIPTION. */
export const scripts = {
  bash: `_sysvmq() {
  local IFS=$'\\n' words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  # bash takes a colon for the end of a word: KEY may be id:N.
  if type _get_comp_words_by_ref &> /dev/null; then
    local cur cword
    _get_comp_words_by_ref -n : -w words -i cword cur
    words=("\${words[@]:1:cword}")
  fi
  COMPREPLY=($(sysvmq completion words -- "\${words[@]}" 2> /dev/null | cut -f1))
  if type __ltrim_colon_completions &> /dev/null; then
    __ltrim_colon_completions "\${words[\${#words[@]}-1]}"
  fi
}
complete -o default -F _sysvmq sysvmq
`,
  zsh: `#compdef sysvmq
_sysvmq() {
  local -a found
  local value description
  while IFS=$'\\t' read -r value description; do
    found+=("\${value//:/\\\\:}:$description")
  done < <(sysvmq completion words -- "\${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( \${#found} )); then
    _describe sysvmq found
  else
    _files
  fi
}
if [[ $funcstack[1] == _sysvmq ]]; then _sysvmq "$@"; else compdef _sysvmq sysvmq; fi
`,
  fish: `function __sysvmq_complete
    set -l words (commandline -opc) (commandline -ct)
    sysvmq completion words -- $words[2..-1] 2> /dev/null
end
complete -c sysvmq -f -a '(__sysvmq_complete)'
`,
} as const

export type Shell = keyof typeof scripts
