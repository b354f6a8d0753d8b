import type { Contact } from '../../../shared/domain/contact.ts';
import type { RequestInput, ResponseOf } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readJsonObject } from './read-input.ts';

/** `mailroom contact ...` */
export const contactCommands = {
  async list({ engine, output }) {
    const contacts = await call(engine, 'contacts.list', {});
    output.result(
      { items: contacts },
      contacts.length === 0 ? ['No contacts yet.'] : table(contacts.map(row)),
    );
    return exitCodes.ok;
  },

  async add(context) {
    // Checked by the contract, like everything that is asked of the engine.
    const input = (await readJsonObject(
      context.options.file,
      'file',
    )) as unknown as RequestInput<'contacts.create'>;
    return save(context, await call(context.engine, 'contacts.create', input));
  },

  /** Changes only the fields given. */
  async update(context) {
    const { engine, options, operands } = context;
    const { id, ...stored } = await findContact(engine, operands[0]);
    const changes = await readJsonObject(options.file, 'file');
    const contact = { ...stored, ...changes } as unknown as RequestInput<'contacts.create'>;
    return save(context, await call(engine, 'contacts.update', { id, contact }));
  },

  async remove({ engine, output, operands }) {
    const { id } = await findContact(engine, operands[0]);
    await call(engine, 'contacts.remove', { id });
    output.result({ id, removed: true }, ['Removed. The tickets stay.']);
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

/** By id, or by one of the addresses. @throws MailroomError `input.notFound` */
async function findContact(engine: Engine, reference = ''): Promise<Contact> {
  const contacts = await call(engine, 'contacts.list', {});
  const wanted = reference.toLowerCase();
  const found =
    contacts.find(({ id }) => id === reference) ??
    contacts.find(({ addresses }) => addresses.some((address) => address.toLowerCase() === wanted));
  if (found === undefined)
    throw new MailroomError('input.notFound', 'input', { params: { name: reference } });
  return found;
}

/** Says what was saved, once the rules have had the mail that waited for it. */
async function save(
  { engine, output }: CommandContext,
  { contact, released }: ResponseOf<'contacts.create'>,
): Promise<0> {
  if (released > 0) await engine.drain();
  output.result({ ...contact, released }, [
    ...table([row(contact)]),
    ...(released === 0 ? [] : [`${released} messages that waited went through the rules.`]),
  ]);
  return exitCodes.ok;
}

function row({ id, name, organisation, blocked, addresses }: Contact): string[] {
  return [name, addresses.join(', '), organisation, blocked ? 'blocked' : '', id];
}
