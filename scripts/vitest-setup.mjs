/** Tests run the same bundles of worker and executor as the product. */
import { bundle } from "./bundle.mjs";

export default () => bundle({ outdir: "dist/test" });
