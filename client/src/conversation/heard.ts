// How much of a generated text was heard. The voice speaks a cleaned text (no Markdown, no emoji, other white space), so
// letters and digits are compared, not characters.

/** Length of the part of `generated` that `heard` covers, 0 to its length; trailing punctuation belongs to the word before it. */
export function heardLength(generated: string, heard: string): number {
  const spoken = [...heard.matchAll(letters)];
  if (spoken.length === 0) {
    return 0;
  }
  let end = 0;
  let matched = 0;
  for (const letter of generated.matchAll(letters)) {
    if (matched === spoken.length || fold(letter[0]) !== fold(spoken[matched]![0])) {
      break;
    }
    end = letter.index + letter[0].length;
    matched++;
  }
  const length = matched === spoken.length ? end : byWords(generated, heard);
  return length + closing.exec(generated.slice(length))![0].length;
}

const letters = /[\p{L}\p{N}]/gu;
/** What follows a word before the next white space or letter. */
const closing = /^[^\s\p{L}\p{N}]*/u;
const fold = (letter: string): string => letter.toLowerCase();

/** The voice said something else than was written, such as "ten thirty" for 10:30: as many words as were heard. */
function byWords(generated: string, heard: string): number {
  const count = heard.split(/\s+/u).filter(Boolean).length;
  const words = [...generated.matchAll(/\S+/gu)];
  const last = words[Math.min(count, words.length) - 1];
  return last === undefined ? 0 : last.index + last[0].length;
}
