import { defineNode, NodeError, p } from "@/nodes/sdk";
import { getPath, withPath } from "@/nodes/sdk/paths";
import { buildXml } from "./build-xml";
import { parseXml } from "./parse-xml";

const names = {
  attributes: p.text({ label: "Field of attributes", default: "$", required: true, advanced: true }),
  text: p.text({ label: "Field of the text", default: "_", required: true, advanced: true }),
};

export const xml = defineNode({
  type: "core.xml",
  version: 1,
  label: "XML",
  summary: "Turns XML into JSON, or JSON into XML",
  category: "transform",
  icon: "code-xml",
  keywords: ["convert", "parse", "soap"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    to: p.choice({
      label: "Make",
      cases: {
        json: {
          label: "Fields from XML",
          params: {
            ...names,
            root: p.toggle({ label: "Include the root element", default: true }),
            lists: p.toggle({ label: "Every element is a list", advanced: true }),
            mergeAttributes: p.toggle({
              label: "Attributes beside the elements",
              default: true,
              onlyWhen: { ignoreAttributes: [false] },
              advanced: true,
            }),
            ignoreAttributes: p.toggle({ label: "Leave attributes out", advanced: true }),
            lowerCase: p.toggle({ label: "Names in lower case", advanced: true }),
            trim: p.toggle({ label: "Trim texts", advanced: true }),
            normalize: p.toggle({ label: "Make several spaces one", advanced: true }),
          },
        },
        xml: {
          label: "XML from the fields",
          params: {
            ...names,
            rootName: p.text({ label: "Root element", help: "Unless there is one field only", default: "root" }),
            headless: p.toggle({ label: "Leave out the line <?xml …?>", advanced: true }),
            cdata: p.toggle({ label: "Special characters in CDATA", advanced: true }),
          },
        },
      },
    }),
    field: p.text({ label: "Field with the XML", default: "data", required: true }),
  },
  line: "{to.is}",
  effect: "none",
  async execute({ item, params: { to, field } }) {
    if (to.is === "xml") return { main: { json: withPath({}, field, buildXml(item.json, to)) } };
    const source = getPath(item.json, field);
    if (source === undefined || source === null) {
      throw new NodeError(`There is no field "${field}" on the item`, {
        code: "FIELD_MISSING",
        hint: "Check the name in the input data",
        param: "field",
      });
    }
    return { main: { json: await parseXml(String(source), to, "field") } };
  },
});
