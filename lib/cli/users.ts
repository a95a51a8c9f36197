/** Names of users and groups, from /etc/passwd and /etc/group. */
import { existsSync, readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'

interface Names {
  readonly byId: ReadonlyMap<number, string>
  readonly byName: ReadonlyMap<string, number>
}

/** The columns name, -, id, ... of a file; nothing where there is no such file, as in some containers. */
export function readNames(file: string): Names {
  const byId = new Map<number, string>()
  const byName = new Map<string, number>()
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':')
    if (!/^\d+$/.test(id)) continue
    if (!byId.has(Number(id))) byId.set(Number(id), name)
    byName.set(name, Number(id))
  }
  return { byId, byName }
}

const files: Record<string, Names> = {}

function names(file: string): Names {
  files[file] ??= readNames(file)
  return files[file]
}

export function userName(uid: number): string {
  return names('/etc/passwd').byId.get(uid) ?? `${uid}`
}

export function groupName(gid: number): string {
  return names('/etc/group').byId.get(gid) ?? `${gid}`
}

function toId(file: string, text: string): number {
  const id = names(file).byName.get(text) ?? (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN)
  if (!(id < 2 ** 32 - 1)) throw new InvalidArgumentError(`"${text}" is not in ${file}.`)
  return id
}

/** A user's name or number. */
export function parseUser(text: string): number {
  return toId('/etc/passwd', text)
}

export interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** USER, USER:GROUP or :GROUP, by name or number, as chown(1). */
export function parseOwner(text: string): Owner {
  const [, user = '', group = ''] = /^([^:]*)(?::([^:]+))?$/.exec(text) ?? []
  if (user === '' && group === '') {
    throw new InvalidArgumentError('it must be USER, USER:GROUP or :GROUP.')
  }
  return {
    ...(user !== '' && { uid: parseUser(user) }),
    ...(group !== '' && { gid: toId('/etc/group', group) }),
  }
}
