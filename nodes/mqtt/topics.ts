/** Whether a topic fits a filter with `+` for one level and `#` for all that follow. */
export function fits(topic: string, filter: string): boolean {
  const wanted = withoutGroup(filter).split("/");
  const levels = topic.split("/");
  if (topic.startsWith("$") && /^[+#]/.test(wanted[0] ?? "")) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}

/** `$share/group/filter` parts the messages between several clients. */
const withoutGroup = (filter: string) => filter.replace(/^\$share\/[^/]+\//, "");
