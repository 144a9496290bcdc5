import type { Help } from "../rooms";

const words = {
  home: {
    title: "Home",
    about: "Your day: what is due, who waits for you, your numbers, and what you looked at last.",
    steps: [
      "Tick a task off where it stands; the notice below takes it back.",
      "“Arrange” shows, hides and moves the cards. Your role brings a usual arrangement.",
      "Ctrl-K searches everything: names, pinyin, phone numbers, order numbers. With > it lists all that can be done.",
      "G and then a letter goes to a room; ? lists every key.",
    ],
  },
  list: {
    title: "Lists",
    about:
      "All records of one kind. The address holds conditions, sorting and columns, so that it can be kept or sent.",
    steps: [
      "“Filter” builds conditions, also in groups of all and any. A click on a column's head sorts, with Shift by several.",
      "A click on a name opens the record beside the list; J and K go on, Esc closes.",
      "Click a cell and type to change it, Enter goes down, Tab to the right. Blocks are copied and pasted as in a spreadsheet.",
      "Choose rows, then “all that match”, to edit, assign, tag or delete many at once; it goes on in the background and can be taken back.",
      "The button beside the view's name shows the same records as a board, calendar, tree, gallery or map. “Save as view” keeps all of it.",
    ],
  },
  record: {
    title: "A record",
    about: "Everything that is known of one thing, who changed it, and what belongs to it.",
    steps: [
      "Click a value to change it. A changed value can be taken back from the notice.",
      "“History” tells every change, and shows the record as it was on any day.",
      "The mark beside a value tells where it came from.",
      "The arrows at the top go to the next record of the list you came from.",
    ],
  },
  customer: {
    title: "A customer",
    about:
      "Who this is and what is going on: reachability, value, open matters of all departments, and the timeline.",
    steps: [
      "Write a note, a task, a call or a meeting at the top of the timeline; @ names a colleague, the clip attaches, the microphone records.",
      "The kinds above the timeline narrow it; the strip goes back through the years.",
      "“Not known yet” lists what is worth asking next; fill it in there.",
      "“Privacy” tells what this person agreed to; data are not used for anything else.",
      "When a possible duplicate is told, compare the two and merge; a merge can be taken back.",
    ],
  },
  tasks: {
    title: "Tasks",
    about: "What is to be done, by whom and until when.",
    steps: [
      "The box beside a task ticks it off; a repeating one makes its next.",
      "Open a task for its checklist, reminder, repetition and person.",
      "The clock snoozes it until this evening, tomorrow or next week.",
      "As a calendar, tasks are dragged to another day. “My account” has an address for your own calendar program.",
    ],
  },
  duplicates: {
    title: "Duplicates",
    about: "Records that may mean the same person or company, the surest first.",
    steps: [
      "Look at what agrees and what differs, then merge, or say that they are not the same. Both are remembered and can be taken back.",
      "“Field by field” shows both records side by side; choose there which value stays.",
      "“Search again” compares all records in the background; nothing changes before you decide.",
      "Keys: J and K move, M merges, N notes as not the same, U takes back.",
    ],
  },
  matching: {
    title: "Rules for duplicates",
    about: "How records that mean the same are found, and what is done about new ones.",
    steps: [
      "Agreement in all fields of one line of “Surely the same” is proof; files update records by it.",
      "“Looked at together” keeps the search quick: only records that agree in all fields of a line are compared.",
      "“Try on current data” shows what a change would find before you save it.",
    ],
  },
  imports: {
    title: "Imports",
    about: "Files into records: CSV, Excel, JSON. Nothing is written before you have seen what would happen.",
    steps: [
      "Drop a file. What was understood (encoding, separator, sheet) is shown and can be corrected.",
      "Say which column goes into which field; samples help. Names that fit are chosen already.",
      "The dry run lists what would be refused and why; mend it in the file or in the mapping.",
      "While it runs you may leave. Refused rows can be fetched as a file, and the whole import can be undone.",
    ],
  },
  schedules: {
    title: "Scheduled imports",
    about: "Files that others put into a folder or bucket come in by themselves, each once.",
    steps: [
      "Import a file of that kind by hand first and keep its template; a schedule uses it.",
      "Choose path, file names and how often is looked; “See what is there” tells which files fit.",
      "Afterwards a file stays and is remembered, or goes to done/. You are told when looking fails.",
    ],
  },
  reports: {
    title: "People and data",
    about: "How much is known of customers, and through whom. Only records that you may see are counted.",
    steps: [
      "“Known” tells by field, unit and person in how many records a field is filled, and how that changes.",
      "“Known to one only” lists customers that nobody else could take over from one day to the next.",
      "A review of access asks for each person whether the role still fits.",
    ],
  },
  objects: {
    title: "Objects",
    about:
      "The kinds of records that your company keeps. A new one has lists, forms, imports and an API at once.",
    steps: [
      "“New object” asks for its names and department; fields come next.",
      "Changes hold at once, without restart, and can be taken back.",
      "The name for programs stays for ever; the words people see can be changed at any time.",
    ],
  },
  fields: {
    title: "Fields and rules",
    about: "What records of this kind hold, and what they must fulfil.",
    steps: [
      "“New field” offers every type: choices with colours, references, formulas, roll-ups, numbers in series.",
      "“Arrange” puts fields in order, sections and tabs, and says when and for which roles they are shown.",
      "Hiding a field keeps its values. What depends on it is told before.",
      "A rule is a condition that no record may fulfil, with a message at a field; see first how many records break it.",
      "Say how sensitive a field is: roles decide who sees sensitive ones.",
    ],
  },
  people: {
    title: "People",
    about: "Who works here, what each may do, and where they belong.",
    steps: [
      "A new person gets a role and a unit; both can be changed at any time and hold at once.",
      "“Hand over” gives what somebody holds to colleagues; with “and deactivate” the person cannot sign in afterwards.",
      "Sessions of a person can be ended from here.",
    ],
  },
  handOvers: {
    title: "Hand-overs",
    about: "What one person holds goes to colleagues, in the background.",
    steps: [
      "Choose who gets what, also by rules and by turns, and look at how many records would go.",
      "A hand-over can be taken back; what was given on or deleted since stays where it is.",
    ],
  },
  providers: {
    title: "Identity providers",
    about:
      "People sign in by another service: Microsoft Entra, Google, Keycloak and others (OpenID Connect).",
    steps: [
      "Enter its address, the client ID and the client secret, and at the provider the redirect address shown here.",
      "E-mail domains say whose people are recognised; who comes the first time gets the role that you choose.",
    ],
  },
  roles: {
    title: "Roles",
    about: "What people may do, whose records they see, and which fields.",
    steps: [
      "For each act say whose records: nobody's, one's own, the team's, those of the teams below, or all.",
      "A field is open, readable only, masked or hidden; every look at a masked value is written into the audit log.",
      "Built-in roles stay as they are; make a role of your own from one of them.",
    ],
  },
  units: {
    title: "Teams and units",
    about:
      "Head office, branches, dealers, repair stations and outsourced teams, and what each keeps to itself.",
    steps: [
      "A unit stands below another one; who leads it sees what its people own, if the role says so.",
      "“Keeps” says which records and fields of a unit nobody outside of it sees, whatever their role.",
      "What a unit holds can be taken along as a file.",
    ],
  },
  keys: {
    title: "API keys",
    about: "Programs such as shops and ERPs come in with keys of their own.",
    steps: [
      "A key has permissions of its own, and may hold only from certain networks and until a day.",
      "It is shown once; keep it where secrets are kept.",
      "/api/openapi.json describes every operation for programmers.",
    ],
  },
  brand: {
    title: "Company and brand",
    about:
      "How the company shows itself: at the top of the navigation, on the sign-in page, on paper and in letters.",
    steps: [
      "Choose a colour or write one; too light ones are refused, and the nearest that can be read is offered.",
      "Whatever is changed here is seen at once by everybody who has the app open.",
    ],
  },
  mail: {
    title: "Mail",
    about: "Letters of the program to your colleagues: new passwords, digests of notices.",
    steps: [
      "“Send me a test mail” tells whether the mail server works.",
      "A letter that has not gone yet is tried again by itself; the list tells why it waits.",
    ],
  },
  audit: {
    title: "Audit log",
    about: "Who signed in from where, and what the company must answer for. Entries cannot be changed.",
    steps: ["Narrow it by matter, person and days.", "“Save as CSV” takes along what is shown."],
  },
  configuration: {
    title: "Configuration",
    about:
      "What your company has defined, as a whole: packs for a trade, a file to compare and to keep, and the log of every change.",
    steps: [
      "A pack adds what a trade needs. What it would add is shown first; installed again, it shows what is new in it.",
      "The file holds objects, fields, rules, roles, views, tags and settings, without ids, secrets and customers.",
      "Another company's file is compared with yours before anything is applied; nothing is deleted by it.",
      "“Log” tells who changed what, with before and after, and takes changes back.",
    ],
  },
  privacy: {
    title: "Privacy",
    about: "Requests of people about their data, how long data is kept, and what it is used for.",
    steps: [
      "A request (access, correction, erasure, restriction) has a date until which it must be answered.",
      "Erasure empties everything that belongs to a person and is proven by a record of it.",
      "A rule of retention is tried before it is switched on: see first what would go.",
    ],
  },
  account: {
    title: "My account",
    about: "Your name, time zone, password, second factor, sessions and notices.",
    steps: [
      "Choose your time zone when you work elsewhere than the company; all times are then shown and typed in it.",
      "Set up a passkey or an authenticator; it protects you even when a password leaks.",
      "End sessions that you do not know.",
      "The calendar's address shows your tasks in your own calendar program; make it anew when it went astray.",
    ],
  },
} satisfies Record<string, Help>;

export default words;
