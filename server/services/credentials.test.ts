import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentials } from "@/server/db/schema";
import { createCredential, deleteCredential, getCredential, listCredentials, updateCredential } from "./credentials";
import { documentOf, openTestServices } from "./testing";
import { createWorkflow } from "./workflows";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());
const create = (values = { name: "X-Key", value: "s3cret" }) =>
  createCredential(services.ctx, { name: "Shop", type: "http.header", values });
const row = () => services.ctx.store.read.select().from(credentials).all()[0];
const opened = () =>
  JSON.parse(
    services.ctx.cipher.open(row()?.data ?? "", { table: "credentials", id: row()?.id ?? "", type: row()?.type ?? "" }),
  );

describe("a credential", () => {
  it("is stored sealed, and its secret never comes back", async () => {
    const { id } = await create();
    expect(JSON.stringify(row())).not.toContain("s3cret");
    expect(opened()).toMatchObject({ name: "X-Key", value: "s3cret" });
    expect(getCredential(services.ctx, { id })).toMatchObject({ name: "Shop", values: { name: "X-Key", value: "" } });
    expect(JSON.stringify(listCredentials(services.ctx))).not.toContain("s3cret");
  });

  it("T164 keeps its secret when only the rest is changed", async () => {
    const { id } = await create();
    await updateCredential(services.ctx, { id, name: "Shop 2", values: { name: "X-Other", value: "" } });
    expect(opened()).toMatchObject({ name: "X-Other", value: "s3cret" });
    await updateCredential(services.ctx, { id, name: "Shop 2", values: { name: "X-Other", value: "new" } });
    expect(opened()).toMatchObject({ value: "new" });
  });

  it("T167 copied to another row does not open", async () => {
    const [one, two] = [await create(), await create({ name: "X", value: "other" })];
    const { store } = services.ctx;
    await store.commit(() =>
      store
        .prepareWrite("UPDATE credentials SET data = (SELECT data FROM credentials WHERE id = ?) WHERE id = ?")
        .run(one.id, two.id),
    );
    expect(() => getCredential(services.ctx, two)).toThrow(/cannot be decrypted/);
  });

  it("tells how many workflows use it, and can be deleted", async () => {
    const { id } = await create();
    await createWorkflow(services.ctx, {
      document: documentOf({ a: { type: "core.httpRequest", credentials: { auth: id } } }),
    });
    expect(listCredentials(services.ctx)).toMatchObject([{ id, usedBy: 1 }]);
    await deleteCredential(services.ctx, { id });
    expect(listCredentials(services.ctx)).toEqual([]);
    await expect(deleteCredential(services.ctx, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of an unknown type or without what it needs is refused, in words of the form", async () => {
    await expect(createCredential(services.ctx, { name: "x", type: "constructor", values: {} })).rejects.toThrow(
      /no credential type/,
    );
    await expect(create({ name: "", value: "x" })).rejects.toThrow(/"Header name" is required/);
  });
});
