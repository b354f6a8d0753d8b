import { provisionElectron } from '../../electron/dev/provision-electron.mjs';

/** Finds the Electron to test with, once; the workers read it from the environment. */
export default async function provision(): Promise<void> {
  const runtime = await provisionElectron();
  process.env['MAILROOM_ELECTRON_EXECUTABLE'] = runtime.executable;
  process.env['MAILROOM_ELECTRON_ARGS'] = JSON.stringify(runtime.args);
  if (runtime.sqliteBinding !== null) process.env['MAILROOM_SQLITE_BINDING'] = runtime.sqliteBinding;
}
