import { lazyParam, p } from "@/nodes/sdk";

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** Looks like a text; an expression may give a list or an object, too. */
const anyValue = lazyParam(p.text({ label: "Value" }).field, () => p.json({ label: "Value" }).schema);
const rows = (label: string, addLabel: string) =>
  p.list({ label, addLabel, of: { name: p.text({ label: "Name" }), value: anyValue } });

export const query = rows("Query parameters", "Add parameter");
export const headers = rows("Headers", "Add header");

export const body = p.choice({
  label: "Body",
  cases: {
    none: { label: "None" },
    json: { label: "JSON", params: { value: p.json({ label: "Value", default: {} }) } },
    form: { label: "Form fields", params: { fields: rows("Fields", "Add field") } },
    multipart: {
      label: "Form with files",
      params: {
        fields: rows("Fields", "Add field"),
        files: p.list({
          label: "Files",
          addLabel: "Add file",
          of: {
            name: p.text({ label: "Name in the form", required: true }),
            field: p.text({ label: "File field of the item", default: "data", required: true }),
          },
        }),
      },
    },
    text: {
      label: "Text",
      params: {
        text: p.text({ label: "Text", multiline: true }),
        contentType: p.text({ label: "Content type", default: "text/plain; charset=utf-8" }),
      },
    },
    file: {
      label: "A file",
      params: { field: p.text({ label: "File field of the item", default: "data", required: true }) },
    },
  },
});

const maxPages = p.number({ label: "Pages to read at most", default: 100, min: 1, max: 10_000, integer: true });
const pauseMs = p.number({ label: "Pause between pages", unit: "ms", default: 0, min: 0, max: 600_000 });

const until = p.choice({
  label: "Ends",
  cases: {
    empty: { label: "When the answer is empty" },
    status: {
      label: "With a status code",
      params: { codes: p.text({ label: "Status codes", placeholder: "404, 410", required: true }) },
    },
    expression: {
      label: "When an expression is true",
      params: {
        condition: p.text({
          label: "Expression",
          help: "Reads $response.body, $response.headers, $response.statusCode, $pageCount and $request",
          placeholder: "={{ $response.body.hasMore === false }}",
          required: true,
          later: true,
        }),
      },
    },
  },
});

export const pagination = p.choice({
  label: "Pages",
  advanced: true,
  cases: {
    off: { label: "One request" },
    link: {
      label: "Follow the next link",
      params: {
        path: p.text({
          label: "Field with the next URL",
          help: "Empty: the Link header",
          placeholder: "links.next",
          expression: false,
        }),
        maxPages,
      },
    },
    number: {
      label: "Count a query parameter up",
      params: {
        parameter: p.text({ label: "Parameter", default: "page", required: true }),
        start: p.number({ label: "First value", default: 1, integer: true }),
        step: p.number({ label: "Step", default: 1, integer: true }),
        listPath: p.text({
          label: "Field with the list",
          help: "Ends when it is empty. Empty: the whole answer",
          placeholder: "data",
        }),
        maxPages,
      },
    },
    cursor: {
      label: "Pass a cursor on",
      params: {
        path: p.text({ label: "Field with the cursor", placeholder: "meta.next_cursor", required: true }),
        parameter: p.text({ label: "Query parameter", default: "cursor", required: true }),
        maxPages,
      },
    },
    update: {
      label: "Change parameters with expressions",
      params: {
        changes: p.list({
          label: "Parameters",
          addLabel: "Add parameter",
          of: {
            where: p.select({
              label: "Where",
              options: [
                { value: "query", label: "Query" },
                { value: "header", label: "Header" },
                { value: "body", label: "Body" },
              ],
            }),
            name: p.text({ label: "Name", required: true }),
            value: p.text({
              label: "Value",
              help: "An expression with $pageCount (0 for the first page) and $response of the page before",
              placeholder: "={{ $pageCount + 1 }}",
              later: true,
            }),
          },
        }),
        until,
        maxPages,
        pauseMs,
      },
    },
    nextUrl: {
      label: "Read the next URL with an expression",
      params: {
        url: p.text({
          label: "Next URL",
          help: "Ends when it gives nothing",
          placeholder: "={{ $response.body.next }}",
          required: true,
          later: true,
        }),
        until,
        maxPages,
        pauseMs,
      },
    },
  },
});
