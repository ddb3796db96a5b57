import fs from "node:fs";
import path from "node:path";
import { repository } from "../../host/paths.ts";
import { type Activity, ACTIVITIES, documentOf } from "./policy.ts";

const README = path.join(repository, "README.md");
const [BEGIN, END] = ["<!-- permissions: node test/conformance/permissions/write.ts -->", "<!-- end of permissions -->"];

/** The README as it is, and with the policies that the code has. */
export function readmes(): { readonly is: string; readonly shouldBe: string } {
    const is = fs.readFileSync(README, "utf8");
    const [before, rest] = is.split(BEGIN);
    const after = rest?.split(END)[1];
    if (before === undefined || after === undefined) {
        throw new Error(`README.md has no place for the permissions: a line ${BEGIN} and a line ${END}`);
    }
    const policies = ACTIVITIES.map(
        (activity) => `<details><summary>${activity.title}</summary>\n\n\`\`\`json\n${textOf(activity)}\n\`\`\`\n\n</details>\n`,
    );
    return { is, shouldBe: `${before}${BEGIN}\n\n${policies.join("\n")}\n${END}${after}` };
}

/** A policy with a line for each statement. */
function textOf(activity: Activity): string {
    const { Version, Statement } = documentOf(activity);
    const lines = Statement.map((statement) => `    ${JSON.stringify(statement)}`);
    return `{\n  "Version": "${Version}",\n  "Statement": [\n${lines.join(",\n")}\n  ]\n}`;
}

/** Writes the policies into the README. */
export const writeReadme = () => fs.writeFileSync(README, readmes().shouldBe);
