import type { Caller, ServiceRequest } from "./serviceRequest.ts";

/** Requests as commands of the AWS CLI for a POSIX shell, one after the other. */
export function awsCli(requests: readonly ServiceRequest[], { region, profile, endpointUrl }: Caller): string {
    const reach = [
        "--region",
        region,
        ...(profile === "" ? [] : ["--profile", profile]),
        ...(endpointUrl === undefined ? [] : ["--endpoint-url", endpointUrl]),
    ];
    const commands = requests.map(({ operation, input }) => {
        const command = ["aws", "sagemaker", kebabCase(operation), ...reach].map(quoted).join(" ");
        return `${command} \\\n    --cli-input-json ${quoted(JSON.stringify(input, undefined, 2))}\n`;
    });
    return commands.join("\n");
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function kebabCase(name: string): string {
    return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
