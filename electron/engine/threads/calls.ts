import type { MessagePort, TransferListItem, Worker } from 'node:worker_threads';
import { fromPlain, type MailroomError, type PlainError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';

/** Calls between threads: requests with a number, answered in any order, errors as plain values. */

interface Request {
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Reply =
  | { readonly answer: number; readonly ok: true; readonly value: unknown }
  | { readonly answer: number; readonly ok: false; readonly error: PlainError };

type Port = Pick<MessagePort | Worker, 'postMessage' | 'on'>;
type Method = (...args: readonly never[]) => unknown;

/** Answers calls on a port by an object's methods. A method that is not there is answered with an error. */
export function serveCalls(port: Port, methods: Readonly<Record<string, Method>>): void {
  async function answer({ call, method, args }: Request): Promise<Reply> {
    try {
      if (!Object.hasOwn(methods, method)) throw new Error(`no method ${method}`);
      return { answer: call, ok: true, value: await methods[method]?.(...(args as never[])) };
    } catch (error) {
      return { answer: call, ok: false, error: unexpected(error).toPlain() };
    }
  }
  port.on('message', (message: Request | Reply) => {
    if ('call' in message) void answer(message).then((reply) => port.postMessage(reply));
  });
}

/** Makes calls over a port. */
export interface Caller {
  /** @param transfer array buffers to give away instead of copying them */
  call<T>(method: string, args: readonly unknown[], transfer?: readonly TransferListItem[]): Promise<T>;
  /** Rejects what is outstanding and everything that comes after. */
  end(error: MailroomError): void;
}

/** @param onBusy told when the first call becomes outstanding and when none is any more */
export function createCaller(port: Port, onBusy: (busy: boolean) => void = () => {}): Caller {
  const outstanding = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  let ended: MailroomError | undefined;
  port.on('message', (message: Request | Reply) => {
    if (!('answer' in message)) return;
    const waiting = outstanding.get(message.answer);
    outstanding.delete(message.answer);
    if (outstanding.size === 0) onBusy(false);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(fromPlain(message.error));
  });
  return {
    call<T>(method: string, args: readonly unknown[], transfer: readonly TransferListItem[] = []) {
      return new Promise<T>((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        const number = next++;
        if (outstanding.size === 0) onBusy(true);
        outstanding.set(number, { resolve, reject });
        port.postMessage({ call: number, method, args } satisfies Request, transfer);
      });
    },
    end(error) {
      ended ??= error;
      for (const waiting of outstanding.values()) waiting.reject(error);
      outstanding.clear();
      onBusy(false);
    },
  };
}
