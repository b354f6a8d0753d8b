/** A promise of what nodemailer tells by a callback. */
export function done<T>(start: (callback: (error?: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error) reject(error);
      else resolve(result as T);
    });
  });
}
