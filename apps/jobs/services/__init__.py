"""Every write of jobs: one module per noun or moment of a job's life."""
