/** A run that takes longer hangs. */
const MAX_RUN_MS = 20_000;

/** Rejects, naming the point, when a run does not end by itself. */
export async function inTime<T>(point: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${point}: the run hangs`)), MAX_RUN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
