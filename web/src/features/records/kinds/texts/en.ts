/** English texts; the other languages have the same keys. */
const texts = {
  kinds: {
    boardHint:
      "Space picks the card up, arrow keys choose a column, Space puts it down, Escape puts it back. Enter opens the record.",
    boardOf_one: "Board with one column",
    boardOf_other: "Board with {{count}} columns",
    by: "{{kind}} by {{field, lowercase}}",
    cards: "Fields on cards",
    kind: { table: "Table", board: "Board", gallery: "Gallery" },
    limit: "Most cards at a time",
    limitOf: "Limit of {{name}}",
    menu: "Layout: {{name}}",
    move: "Move {{title}}",
    moved: "{{title}}: moved to {{to}}",
    noCards: "Nothing here",
    noLimit: "No limit",
    noPicture: "Without pictures",
    overLimit_one: "One over the limit",
    overLimit_other: "{{count}} over the limit",
    pickedUp: "{{title}} picked up. {{place}}",
    place: "{{name}}, column {{place}} of {{count}}",
    putBack: "{{title}} put back",
    without: "Not set",
  },
};

export default texts;
