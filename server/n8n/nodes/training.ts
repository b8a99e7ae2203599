import type { Mapped, Mappers } from "../mapper";

/** The five customers of n8n's training node, as a Code node that gives them. */
const customers = [
  ["23423532", "Jay Gatsby", "gatsby@west-egg.com", "Keeps asking about a green light??", "US", "1925-04-10"],
  [
    ...["23423533", "José Arcadio Buendía", "jab@macondo.co"],
    ...["Lots of people named after him. Very confusing", "CO", "1967-05-05"],
  ],
  [
    ...["23423534", "Max Sendak", "info@in-and-out-of-weeks.org"],
    ...["Keeps rolling his terrible eyes", "US", "1963-04-09"],
  ],
  [
    ...["23423535", "Zaphod Beeblebrox", "captain@heartofgold.com"],
    ...["Felt like I was talking to more than one person", null, "1979-10-12"],
  ],
  ["23423536", "Edmund Pevensie", "edmund@narnia.gov", "Passionate sailor", "UK", "1950-10-16"],
].map(([id, name, email, notes, country, created]) => ({ id, name, email, notes, country, created }));

export const trainingMappers: Mappers = {
  n8nTrainingCustomerDatastore(params): Mapped {
    const limit = params.returnAll === false ? Number(params.limit ?? 5) : customers.length;
    const chosen = params.operation === "getAllPeople" ? customers.slice(0, limit) : customers.slice(0, 1);
    return { type: "core.code", params: { mode: "all", source: `return ${JSON.stringify(chosen, null, 2)};` } };
  },
};
