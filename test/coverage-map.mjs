// Every test counts for all of lib, and only lib is counted.
import { readdirSync } from 'node:fs'

const files = readdirSync('dist/lib', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .map((name) => `dist/lib/${name}`)

export default () => files
