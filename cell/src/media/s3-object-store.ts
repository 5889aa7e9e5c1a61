/** An object store behind the S3 API: Amazon's own, or one that speaks like it (URLs with the bucket in the path). */

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { URL_LIFE_MS, type MultipartUpload, type ObjectStore, type StoredPart } from "./object-store.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 5_000;
const ATTEMPTS_MAX = 2;
/** S3 lists 1,000 parts a page, and takes 10,000. */
const PART_PAGES_MAX = 10;
/** Of one name; more than one is what a gateway left that died between the store and the database. */
const UPLOADS_OF_NAME_MAX = 100;
/** Hoisted into the query, a length would be a mere wish; signed as a header it binds. */
const SIGNED_LENGTH = new Set(["content-length"]);

export interface S3Options {
  /** As the cell's processes reach it. */
  readonly endpoint: string;
  /** As devices reach it. */
  readonly publicEndpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export class S3ObjectStore implements ObjectStore {
  readonly #bucket: string;
  readonly #s3: S3Client;
  /** Signs for the address that devices use; never connects. */
  readonly #signer: S3Client;

  constructor(options: S3Options) {
    this.#bucket = options.bucket;
    this.#s3 = client(options, options.endpoint);
    this.#signer = client(options, options.publicEndpoint);
  }

  putUrl({ name, bytes }: { readonly name: string; readonly bytes: number }): Promise<string> {
    return this.#sign(new PutObjectCommand({ ...this.#object(name), ContentLength: bytes }));
  }

  async beginParts(name: string): Promise<string> {
    const { UploadId } = await this.#s3.send(new CreateMultipartUploadCommand(this.#object(name)));
    if (UploadId === undefined) throw new Error("the object store named no upload");
    return UploadId;
  }

  partUrl({
    part,
    bytes,
    ...upload
  }: MultipartUpload & { readonly part: number; readonly bytes: number }): Promise<string> {
    return this.#sign(new UploadPartCommand({ ...this.#upload(upload), PartNumber: part, ContentLength: bytes }));
  }

  async storedParts(upload: MultipartUpload): Promise<readonly StoredPart[] | undefined> {
    const stored: StoredPart[] = [];
    try {
      for (let page = 0, after: string | undefined; page < PART_PAGES_MAX; page++) {
        const listing = { ...this.#upload(upload), PartNumberMarker: after };
        const { Parts = [], IsTruncated, NextPartNumberMarker } = await this.#s3.send(new ListPartsCommand(listing));
        for (const { PartNumber, Size, ETag } of Parts)
          if (PartNumber !== undefined && Size !== undefined && ETag !== undefined)
            stored.push({ part: PartNumber, bytes: Size, etag: ETag });
        if (!IsTruncated) break;
        after = NextPartNumberMarker;
      }
    } catch (error) {
      if (isNamed(error, "NoSuchUpload")) return undefined;
      throw error;
    }
    return stored;
  }

  async completeParts(upload: MultipartUpload, parts: readonly StoredPart[]): Promise<void> {
    const Parts = parts.map(({ part, etag }) => ({ PartNumber: part, ETag: etag }));
    await this.#s3.send(new CompleteMultipartUploadCommand({ ...this.#upload(upload), MultipartUpload: { Parts } }));
  }

  async bytesOf(name: string): Promise<number | undefined> {
    try {
      return (await this.#s3.send(new HeadObjectCommand(this.#object(name)))).ContentLength;
    } catch (error) {
      if (error instanceof NotFound || isNamed(error, "NoSuchKey")) return undefined;
      throw error;
    }
  }

  getUrl(name: string): Promise<string> {
    return this.#sign(new GetObjectCommand(this.#object(name)));
  }

  async remove(name: string): Promise<void> {
    // Uploads first: one that completes in between would leave an object that nobody knows.
    const listing = { Bucket: this.#bucket, Prefix: name, MaxUploads: UPLOADS_OF_NAME_MAX };
    const { Uploads = [] } = await this.#s3.send(new ListMultipartUploadsCommand(listing));
    for (const { Key, UploadId } of Uploads)
      if (Key === name && UploadId !== undefined) await this.#abort({ name, uploadId: UploadId });
    await this.#s3.send(new DeleteObjectCommand(this.#object(name)));
  }

  close(): void {
    this.#s3.destroy();
    this.#signer.destroy();
  }

  async #abort(upload: MultipartUpload): Promise<void> {
    try {
      await this.#s3.send(new AbortMultipartUploadCommand(this.#upload(upload)));
    } catch (error) {
      if (!isNamed(error, "NoSuchUpload")) throw error;
    }
  }

  #object(name: string) {
    return { Bucket: this.#bucket, Key: name };
  }

  #upload({ name, uploadId }: MultipartUpload) {
    return { ...this.#object(name), UploadId: uploadId };
  }

  #sign(command: PutObjectCommand | UploadPartCommand | GetObjectCommand): Promise<string> {
    const lifetime = { expiresIn: URL_LIFE_MS / 1000, unhoistableHeaders: SIGNED_LENGTH };
    return getSignedUrl(this.#signer, command as GetObjectCommand, lifetime);
  }
}

function client(options: S3Options, endpoint: string): S3Client {
  const { region, accessKeyId, secretAccessKey } = options;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // Devices send none: they check the whole by its name, which is its hash.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
