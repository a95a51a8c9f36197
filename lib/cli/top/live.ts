/** The live screen: the latest rows, and what keys change about them. */
import { arrange, type Row, type Sort, sorts } from './model.js'
import { render } from './render.js'
import { Screen } from './screen.js'

const names = Object.keys(sorts) as Sort[]

export class Live {
  #sort: Sort
  #filter: string
  #typing = false
  #rows: readonly Row[] = []
  readonly #quit: () => void
  readonly #screen: Screen

  /** @param quit - called when q is pressed */
  constructor(sort: Sort, filter: string, quit: () => void) {
    this.#sort = sort
    this.#filter = filter
    this.#quit = quit
    this.#screen = new Screen(
      (keys) => {
        for (const key of keys) this.#press(key)
        this.#draw()
      },
      () => this.#draw(),
    )
  }

  show(rows: readonly Row[]): void {
    this.#rows = rows
    this.#draw()
  }

  close(): void {
    this.#screen.close()
  }

  #draw(): void {
    const { columns, rows: high } = process.stdout
    const rows = arrange(this.#rows, this.#sort, this.#filter)
    const view = { rows, sort: this.#sort, filter: this.#filter, typing: this.#typing }
    this.#screen.draw(render(view, columns, high))
  }

  #press(key: string): void {
    // A raw terminal makes no signal of Ctrl-C.
    if (key === '\x03') process.kill(process.pid, 'SIGINT')
    else if (this.#typing) this.#type(key)
    else if (key === 'q') this.#quit()
    else if (key === 's') this.#sort = names[(names.indexOf(this.#sort) + 1) % names.length] as Sort
    else if (key === '/') this.#typing = true
  }

  /** Enter and Escape end the filter, Backspace takes a character away. */
  #type(key: string): void {
    if (key === '\r' || key === '\x1b') this.#typing = false
    else if (key === '\x7f') this.#filter = this.#filter.slice(0, -1)
    else this.#filter += key
  }
}
