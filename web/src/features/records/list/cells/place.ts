/** A cell by its row and column, both from 0. */
export interface Place {
  row: number;
  col: number;
}

/** Where somebody is in a table, and the cell that a block was drawn out from. */
export interface Cursor {
  at: Place;
  from: Place;
}

/** Rows and columns from the first to the last, both included. */
export interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

interface Bounds {
  rows: number;
  cols: number;
  /** Rows that PageDown goes. */
  page: number;
}

const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));

export const single = (at: Place): Cursor => ({ at, from: at });

export function blockOf({ at, from }: Cursor): Block {
  return {
    top: Math.min(at.row, from.row),
    bottom: Math.max(at.row, from.row),
    left: Math.min(at.col, from.col),
    right: Math.max(at.col, from.col),
  };
}

export function isSingle({ at, from }: Cursor): boolean {
  return at.row === from.row && at.col === from.col;
}

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

function stepped(
  at: Place,
  { key, ctrlKey, metaKey }: Pressed,
  { rows, cols, page }: Bounds,
): Place | undefined {
  const far = ctrlKey || metaKey;
  switch (key) {
    case "ArrowDown":
      return { ...at, row: far ? rows - 1 : at.row + 1 };
    case "ArrowUp":
      return { ...at, row: far ? 0 : at.row - 1 };
    case "ArrowRight":
      return { ...at, col: far ? cols - 1 : at.col + 1 };
    case "ArrowLeft":
      return { ...at, col: far ? 0 : at.col - 1 };
    case "PageDown":
      return { ...at, row: at.row + page };
    case "PageUp":
      return { ...at, row: at.row - page };
    case "Home":
      return { row: far ? 0 : at.row, col: 0 };
    case "End":
      return { row: far ? rows - 1 : at.row, col: cols - 1 };
    default:
      return undefined;
  }
}

/** Where a key leads: arrows and their like; with Shift the block is drawn out. None for any other key. */
export function moved(cursor: Cursor | undefined, pressed: Pressed, bounds: Bounds): Cursor | undefined {
  if (!bounds.rows || !bounds.cols) return undefined;
  const next = stepped(cursor?.at ?? { row: -1, col: 0 }, pressed, bounds);
  if (!next) return undefined;
  const at = { row: within(next.row, bounds.rows), col: within(next.col, bounds.cols) };
  return pressed.shiftKey && cursor ? { at, from: cursor.from } : single(at);
}

/** The next cell by Tab, over the ends of rows; none beyond the first and the last cell. */
export function tabbed(
  { row, col }: Place,
  back: boolean,
  { rows, cols }: Omit<Bounds, "page">,
): Place | undefined {
  const place = row * cols + col + (back ? -1 : 1);
  if (place < 0 || place >= rows * cols) return undefined;
  return { row: Math.floor(place / cols), col: place % cols };
}
