/** What keyboards of today give: characters beyond the first plane, one of a name, a family of five signs, a flag. */
export const RARE = '𠮷野家、㛃、👨‍👩‍👧‍👦、🏳️‍🌈';

/** So many characters, as the app counts them, with rare ones at both ends. */
export function long(characters: number): string {
  const ends = [...RARE].length;
  return RARE + '详谈'.repeat(characters).slice(0, characters - 2 * ends) + RARE;
}
