import { type Routes, type Service, startService } from "../service";

export type Customer = {
  id: number;
  name: string;
  email: string;
  country: string;
  owner?: string;
  updated_at: string;
};

export type Crm = Service & {
  customers: Customer[];
  change(customer: Partial<Customer> & { id: number }): void;
  /** Away, it answers everything with 503. */
  setAway(isAway: boolean): void;
};

const pageSize = 500;
const firstUpdate = Date.parse("2026-01-01T00:00:00Z");

/**
 * A customer database with an API of the usual kind: changed records in the order of their change, page by page with a
 * cursor, search by e-mail, and an error body for a customer that exists already.
 */
export async function startCrm(count: number, port = 0): Promise<Crm> {
  let isAway = false;
  const customers: Customer[] = Array.from({ length: count }, (_, index) => sample(index + 1));

  const service = await startService(
    whenThere({
      "GET /customers": ({ query }) => {
        const email = query.get("email");
        if (email !== null) return { json: { data: customers.filter((one) => one.email === email), next: null } };
        const since = query.get("updated_since") || "";
        const limit = Math.min(Number(query.get("limit")) || pageSize, pageSize);
        const after = query.get("cursor") ?? "";
        const changed = customers
          .filter((one) => one.updated_at >= since && keyOf(one) > after)
          .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
        const page = changed.slice(0, limit);
        const last = page.at(-1);
        return { json: { data: page, next: changed.length > limit && last ? keyOf(last) : null } };
      },
      "POST /customers": ({ body }) => {
        const given = body as Partial<Customer>;
        const known = customers.find((one) => one.email === given.email);
        if (known) return { status: 409, json: { error: "A customer with this e-mail address exists", id: known.id } };
        const customer = { ...sample(customers.length + 1), ...given, updated_at: new Date().toISOString() };
        customers.push(customer);
        return { status: 201, json: customer };
      },
      "PATCH /customers/:id": ({ params, body }) => {
        const customer = customers.find(({ id }) => id === Number(params.id));
        if (!customer) return { status: 404, json: { error: "There is no such customer" } };
        Object.assign(customer, body, { updated_at: new Date().toISOString() });
        return { json: customer };
      },
    }),
    port,
  );
  return {
    ...service,
    customers,
    setAway(away) {
      isAway = away;
    },
    change(change) {
      const customer = customers.find(({ id }) => id === change.id);
      if (customer) Object.assign(customer, { updated_at: new Date().toISOString() }, change);
    },
  };

  function whenThere(routes: Routes): Routes {
    const busy = { status: 503, json: { error: "Down for maintenance" } };
    return Object.fromEntries(
      Object.entries(routes).map(([route, answer]) => [route, (call) => (isAway ? busy : answer(call))]),
    );
  }
}

/** Sorts as the records were changed; several may have changed at the same moment. */
const keyOf = ({ updated_at, id }: Customer) => `${updated_at} ${String(id).padStart(9, "0")}`;

/** Untidy, as such data is: spaces, capitals, and here and there an address that is none. */
const sample = (id: number): Customer => ({
  id,
  name: ` Customer ${id} `,
  email: id % 1_000 === 0 ? "not an address" : `Customer${id}@Example.com`,
  country: ["de", "FR", "nl", "US"][id % 4] ?? "de",
  updated_at: new Date(firstUpdate + id * 1_000).toISOString(),
});
