import fs from "node:fs/promises";
import path from "node:path";

/** Variables that point any AWS client at an address, with the user's own profiles left out. */
export type AwsEnvironment = Readonly<
    Record<
        | "AWS_ENDPOINT_URL"
        | "AWS_REGION"
        | "AWS_DEFAULT_REGION"
        | "AWS_CONFIG_FILE"
        | "AWS_SHARED_CREDENTIALS_FILE"
        | "AWS_EC2_METADATA_DISABLED",
        string
    >
>;

/** The two files of AWS's shared configuration, as text. */
export interface SharedFiles {
    readonly config: string;
    readonly credentials: string;
}

/** Writes the shared files into a folder and answers the variables that name them and the address of AWS. */
export async function awsEnvironment(folder: string, url: string, files: SharedFiles): Promise<AwsEnvironment> {
    await fs.mkdir(folder, { recursive: true });
    const [config, credentials] = [path.join(folder, "config"), path.join(folder, "credentials")];
    await fs.writeFile(config, files.config);
    await fs.writeFile(credentials, files.credentials);
    return {
        AWS_ENDPOINT_URL: url,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        AWS_EC2_METADATA_DISABLED: "true",
    };
}
