/** English texts; the other languages have the same keys. */
const texts = {
  tags: {
    create: "New tag “{{name}}”",
    noGroup: "Other tags",
  },
};

export default texts;
