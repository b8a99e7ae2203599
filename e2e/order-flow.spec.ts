import { choose, EditorPage, fillExpression } from "./editor-page";
import { expect, test, uniquePath, watchConsole } from "./fixtures";

test("Users can build the order workflow by drag and drop, publish it, call it, and review what happened", async ({
  page,
  services,
  api,
  request,
}) => {
  test.setTimeout(180_000);
  const problems = watchConsole(page);
  const path = uniquePath("orders");
  const editor = new EditorPage(page);
  await editor.newWorkflow("Order received");

  await test.step("a webhook, dragged from the palette", async () => {
    await editor.dragFromPalette("Webhook", 180, 260);
    const panel = await editor.openNode("Webhook");
    await panel.getByRole("textbox", { name: "Path" }).fill(path);
    await editor.closePanel();
  });

  await test.step("fields, dragged out of its port", async () => {
    await editor.dragWire("Webhook: output main", 120, 0, "Edit Fields");
    const panel = await editor.openNode("Edit Fields");
    const fields = [
      ["orderId", "Text", "{{ $json.body.id }}"],
      ["email", "Text", "{{ $json.body.customer.email.trim().toLowerCase() }}"],
      ["total", "Number", "{{ $json.body.total }}"],
    ] as const;
    for (const [index, [name, type, value]] of fields.entries()) {
      await panel.getByRole("button", { name: "Add field" }).click();
      const row = panel.getByRole("group", { name: `Field ${index + 1}`, exact: true });
      await row.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await choose(row, "Type", type);
      await fillExpression(row, "Value", value);
    }
    await panel.getByRole("switch", { name: "Keep other fields" }).click();
    await editor.closePanel();
  });

  await test.step("a decision by the total", async () => {
    await editor.dragWire("Edit Fields: output main", 120, 0, "If");
    const panel = await editor.openNode("If");
    await panel.getByRole("button", { name: "Add condition" }).click();
    const row = panel.getByRole("group", { name: "Condition 1", exact: true });
    await fillExpression(row, "Left value", "{{ $json.total }}");
    await row.getByRole("combobox", { name: "Comparison" }).click();
    await page
      .getByRole("group", { name: "Number" })
      .getByRole("option", { name: "is greater than", exact: true })
      .click();
    await row
      .getByRole("spinbutton", { name: "Right value" })
      .or(row.getByRole("textbox", { name: "Right value" }))
      .fill("100");
    await editor.closePanel();
  });

  await test.step("large orders: the inventory, then a mail", async () => {
    await editor.dragWire("If: output true", 90, -90, "HTTP Request");
    const inventory = await editor.openNode("HTTP Request");
    await choose(inventory, "Method", "POST");
    await inventory.getByRole("textbox", { name: "URL" }).fill(`${services.url}/reservations`);
    await choose(inventory, "Body", "JSON");
    await fillExpression(inventory, "Value", "{{ { orderId: $json.orderId } }}");
    await editor.closePanel();

    await editor.dragWire("HTTP Request: output main", 90, 0, "Send Email");
    const mail = await editor.openNode("Send Email");
    await mail.getByRole("combobox", { name: "Mail server" }).click();
    await page.getByRole("option", { name: "New credential" }).click();
    const dialog = page.getByRole("dialog").last();
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Test mail");
    await dialog.getByRole("textbox", { name: "Host", exact: true }).fill("127.0.0.1");
    await dialog.getByLabel("Port").fill(String(services.smtpPort));
    await choose(dialog, "Encryption", "None");
    await dialog.getByRole("button", { name: /^(Save|Create)/ }).click();
    await expect(mail.getByRole("combobox", { name: "Mail server" })).toContainText("Test mail");
    await mail.getByRole("textbox", { name: "From" }).fill("Shop <shop@example.com>");
    await fillExpression(mail, "To", "{{ $('Edit Fields').item.json.email }}");
    await fillExpression(mail, "Subject", "Your order {{ $('Edit Fields').item.json.orderId }}");
    await mail.getByRole("textbox", { name: "Text", exact: true }).fill("Thank you!");
    await editor.closePanel();
  });

  await test.step("small orders: tell the team", async () => {
    await editor.dragWire("If: output false", 90, 110, "Notify");
    const panel = await editor.openNode("Notify");
    await panel.getByRole("combobox", { name: "Account" }).click();
    await page.getByRole("option", { name: "New credential" }).click();
    const dialog = page.getByRole("dialog").last();
    await dialog.getByRole("button", { name: /^Incoming webhook/ }).click();
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Team chat");
    await dialog.getByRole("textbox", { name: "Webhook URL" }).fill(`${services.url}/chat`);
    await dialog.getByRole("button", { name: /^(Save|Create)/ }).click();
    await fillExpression(panel, "Message", "Order {{ $json.orderId }} over {{ $json.total }}");
    await editor.closePanel();
  });

  await test.step("publish", async () => {
    await editor.saved();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue(new RegExp(`/webhook/${path}$`));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Published" })).toBeVisible();
  });

  const order = (id: string, total: unknown) => ({ id, total, customer: { email: ` ${id}@Example.com ` } });
  const post = (data: unknown) => request.post(`/webhook/${path}`, { data: data as object });

  await test.step("three orders: one above, one below, one malformed", async () => {
    expect((await post(order("a-1", 250))).status()).toBe(202);
    await expect.poll(() => services.mails.length).toBe(1);
    expect((await post(order("b-2", 20))).status()).toBe(202);
    await expect.poll(() => services.calls.length).toBe(2);
    expect((await post(order("c-3", "plenty"))).status()).toBe(202);
    expect(services.calls).toEqual([
      { method: "POST", path: "/reservations", body: { orderId: "a-1" } },
      { method: "POST", path: "/chat", body: { text: "Order b-2 over 20" } },
    ]);
    expect(services.mails[0]).toMatchObject({ from: "shop@example.com", to: ["a-1@example.com"] });
    expect(services.mails[0]?.text).toContain("Subject: Your order a-1");
  });

  await test.step("the history shows two successes and a failure with its reason", async () => {
    const workflowId = page.url().split("/").pop() ?? "";
    await page.goto(`/executions?workflow=${workflowId}`);
    const rows = page.getByRole("table", { name: "Executions" }).getByRole("row").filter({ hasText: "Order received" });
    await expect(rows).toHaveCount(3);
    await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(2);
    const failed = rows.filter({ hasText: "Failed" });
    await expect(failed).toContainText('Field "total": "plenty" is not a number');
    await failed.getByRole("link").first().click();
    await expect(page).toHaveURL(/\/executions\/\d+$/);
    await expect(page.getByText('Field "total": "plenty" is not a number').first()).toBeVisible();
    const panel = await editor.openNode("Edit Fields");
    await expect(panel.getByRole("region", { name: "Input", exact: true })).toContainText("c-3");
    await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("is not a number");
    expect(await api.query<{ executions: unknown[] }>("executions.list", { workflowId })).toMatchObject({
      executions: [{ status: "failed" }, { status: "succeeded" }, { status: "succeeded" }],
    });
  });

  expect(problems).toEqual([]);
});
