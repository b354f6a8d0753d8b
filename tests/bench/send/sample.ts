/** A mail of a service desk, about 6 kB with its HTML. */
const LINE = 'The ticket has been updated by the service team; please see below and answer above this line.';

export const sampleText = Array.from({ length: 28 }, (_, nth) => `${nth + 1}. ${LINE}`).join('\n');
export const sampleHtml = `<p>${sampleText.replaceAll('\n', '</p>\n<p>')}</p>`;
export const sampleSubject = 'Your ticket was updated';
