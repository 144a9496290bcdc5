/** Finding a command by what was typed: its words, or the initials of their pinyin. */

const letters = "abcdefghjklmnopqrstwxyz";
/** The first character of each letter in the order of pinyin. */
const firsts = [..."阿八嚓哒妸发旮哈讥咔垃呣拏噢妑七呥仨他穵夕丫帀"];
const order = new Intl.Collator("zh-CN-u-co-pinyin");
const known = new Map<string, string>();

function letterOf(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return /[a-z0-9]/.test(character) ? character : "";
  let at = -1;
  while (at + 1 < firsts.length && order.compare(firsts[at + 1]!, character) <= 0) at++;
  return letters[at] ?? "";
}

/** 新建客户 → xjkh. */
export function initials(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const made = [...text.toLowerCase()].map(letterOf).join("");
  known.set(text, made);
  return made;
}

/** How well a text fits: 2 by a whole word's beginning, 1 by its initials or a single letter, 0 not. */
export function rank(texts: string[], typed: string): 0 | 1 | 2 {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return 1;
  let best: 0 | 1 | 2 = 0;
  for (const text of texts) {
    const folded = text.toLowerCase();
    const han = /\p{Script=Han}/u.test(wanted);
    const word = han ? folded.includes(wanted) : ` ${folded}`.includes(` ${wanted}`);
    if (word && wanted.length > 1) return 2;
    if (word || (wanted.length > 1 && /\p{Script=Han}/u.test(text) && initials(text).includes(wanted)))
      best = 1;
  }
  return best;
}
