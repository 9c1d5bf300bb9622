import express, { type RequestHandler } from 'express';
import multer from 'multer';

const FORM_LIMIT = '256kb';
const FILE_LIMIT = 1024 * 1024;

const urlencoded = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 2_000, inflate: false });
const multipart = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: FILE_LIMIT, files: 2, fields: 2_000, fieldSize: 256 * 1024 },
}).any();

/**
 * Reads the body of a form, with files kept in memory. Any other kind of body is left alone, and the CSRF check refuses
 * writes that bring one.
 */
export const formBody: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST') return next();
  const reader = request.is('multipart/form-data') ? multipart : urlencoded;
  void reader(request, response, next);
};
