import fs from 'node:fs';

/**
 * Runs `work` while no other process holds `file`, and returns its result. A lock whose owner is gone is taken over.
 * Throws when the lock cannot be had within 15 minutes.
 */
export async function withFileLock(file, work) {
  const until = Date.now() + 15 * 60_000;
  while (!tryLock(file)) {
    const owner = lockOwner(file);
    if (owner && !isAlive(owner)) fs.rmSync(file, { force: true });
    else if (Date.now() > until) throw new Error(`${file} is held by process ${owner}`);
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function lockOwner(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return 0; // released meanwhile
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
