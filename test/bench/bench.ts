import os from "node:os";
import { startPlace } from "../adapters/place.ts";
import { activation } from "./activation.ts";
import { cancelling } from "./cancelling.ts";
import { deployment } from "./deployment.ts";
import { logDelay } from "./logDelay.ts";
import { proxyOverhead } from "./proxyOverhead.ts";
import { sizes } from "./sizes.ts";
import { tailAgainstCli } from "./tail.ts";
import { tree } from "./tree.ts";
import { upload } from "./upload.ts";

// Prints the project's figures; nothing is asserted, because a busy machine is no fault of the code. Needs a build.
console.log(`${os.cpus().length} cores, ${os.cpus()[0]?.model}, load ${os.loadavg()[0]?.toFixed(1)}, Node ${process.version}`);
const place = await startPlace("dist/localServer/main.cjs");
try {
    tell("Log line, from the process's write to the output channel", await logDelay(place));
    tell("Deployment, from the first create call to InService", await deployment(place));
    tell("InvokeEndpoint against the container's own port", ...(await proxyOverhead(place)));
    tell("Log of a job, against aws logs tail --follow", ...(await tailAgainstCli(place)));
    tell("Upload against aws s3 cp, and a launch", ...(await upload(place)));
} finally {
    await place.stop();
}
tell("Tree with 10,000 jobs of AWS", ...(await tree()));
tell("From a cancellation to its end, while AWS does not answer", ...(await cancelling()));
tell("Sizes", ...sizes());
tell("Activation, as VS Code tells it: extension, and an empty one beside it", ...(await activation()));

function tell(title: string, ...lines: readonly string[]): void {
    console.log([`\n${title}`, ...lines.map((line) => `  ${line}`)].join("\n"));
}
