import { writeReadme } from "./readme.ts";

// Writes the policies of policy.ts into the README, where a test keeps them true.
writeReadme();
