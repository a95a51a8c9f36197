/** What a check has found. */

export interface Finding {
  /** `wrong` makes the exit code. */
  readonly level: 'ok' | 'note' | 'wrong'
  /** What was looked at. */
  readonly subject: string
  readonly text: string
  /** The command that mends it. */
  readonly mend?: string
}

export function ok(subject: string, text: string): Finding {
  return { level: 'ok', subject, text }
}

export function note(subject: string, text: string, mend?: string): Finding {
  return { level: 'note', subject, text, ...(mend !== undefined && { mend }) }
}

export function wrong(subject: string, text: string, mend: string): Finding {
  return { level: 'wrong', subject, text, mend }
}
