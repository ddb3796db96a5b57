import { DeleteRepositoryCommand, ECRClient, RepositoryNotFoundException } from "@aws-sdk/client-ecr";

/** Deletes a repository of ECR with all that is in it; a test that failed may have made none. */
export async function deleteRepository(repositoryName: string): Promise<void> {
    const client = new ECRClient({ region: "us-east-1" });
    await client.send(new DeleteRepositoryCommand({ repositoryName, force: true })).catch((error: unknown) => {
        if (!(error instanceof RepositoryNotFoundException)) {
            throw error;
        }
    });
}
