/** English texts; the other languages have the same keys. */
const texts = {
  home: {
    best: "Highest spend",
    changed: "Changed lately",
    hello: "Hello, {{name}}",
    noTasks: "Nothing is waiting for you.",
    tasks: "Waiting for me",
  },
};

export default texts;
