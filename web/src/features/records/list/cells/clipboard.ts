/** Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, a line a row, quotes around what has either. */

export function writeBlock(rows: string[][]): string {
  const written = (cell: string) => (/[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((cells) => cells.map(written).join("\t")).join("\n");
}

const quoted = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;

export function readBlock(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      quoted.lastIndex = at;
      const closed = quoted.exec(text);
      if (closed) {
        cell = (closed[1] ?? "").replaceAll('""', '"');
        at += closed[0].length;
      }
    }
    while (at < text.length && !"\t\r\n".includes(text[at] ?? "")) cell += text[at++];
    cells.push(cell);
    if (text[at] === "\t") {
      at++;
      if (at < text.length) continue;
      cells.push("");
    }
    rows.push(cells);
    cells = [];
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
  }
  return rows;
}
