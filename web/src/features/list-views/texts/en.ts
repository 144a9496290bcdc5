/** English texts; the other languages have the same keys. */
const texts = {
  views: {
    all: "All",
    begin: "My list begins with it",
    beginAll: "Everybody’s list begins with it",
    beginRoles: "Lists of these roles begin with it",
    beginWith: "Begin my list with {{name}}",
    changed: "Changed",
    closed: "closed to you",
    edit: "Settings of {{name}}",
    find: "Find a view",
    for: { me: "Me", team: "My team", all: "Everybody" },
    gone: "This view is gone, or no longer shared with you. You see the list without it.",
    join: ", ",
    leftOut: "Left out of this view, because it is no longer there or not open to you: {{what}}",
    menu: "View: {{name}}",
    name: "Name",
    of: { me: "Mine", team: "Of the team", all: "For everybody" },
    part: {
      filter: "condition:",
      sort: "sorting:",
      columns: "column:",
      group: "grouping:",
      layout: "layout:",
    },
    removed: "“{{name}}” has been deleted",
    reset: "Reset",
    saveAs: "Save as view",
    settings: "Settings of the view",
    shared: "Who sees it",
  },
};

export default texts;
