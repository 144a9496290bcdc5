/** Words of the room, which come with it; the other languages have the same keys. */
const words = {
  arrange: {
    open: "Arrange",
    title: "Arrange {{name}}",
    text: "Draw fields, sections and tabs to where they belong, or use the arrows. Pages, forms and lists of columns follow. What somebody may read or write, their role says; here is said only what is shown.",
    addSection: "Add a section",
    addTab: "Add a tab",
    newSection: "New section",
    newTab: "New tab",
    sectionName: "Name of the section {{name}}",
    tabName: "Name of the tab {{name}}",
    columnsOf: "Columns of {{name}}",
    columns_one: "1 column",
    columns_other: "{{count}} columns",
    shown: "When {{name}} is shown",
    when: "When {{condition}}",
    for: "For {{roles}}",
    records: "For records that",
    recordsHelp:
      "Nothing chosen: for all. Forms follow while somebody types; what is not shown is not changed. Fields that are needed are always shown in forms.",
    roles: "For people with the role",
    rolesHelp: "This tidies pages up and protects nothing: who may read a field is said by the role.",
    everybody: "Everybody",
    moved: "{{name}}: place {{place}} of {{count}}",
    reset: "As it was delivered",
    meanwhile:
      "Somebody else arranged this meanwhile. Nothing of theirs was overwritten, and nothing of yours is lost.",
    takeTheirs: "Take theirs",
    putMine: "Put mine in its place",
    preview: "Preview",
    previewOf: "The page of a record: {{name}}",
    as: "As",
    asRole: "Role",
    seesNone: "This role sees no {{name, lowercase}}.",
    previewText: "The newest record, as it would be shown. Nothing is saved yet.",
  },
};

export default words;
