"""Blobs, artifacts, multipart uploads; and paths that sort by bytes."""

import django.db.models.deletion
from django.db import migrations, models


def sort_paths_by_bytes(apps, schema_editor):
    """Directories are ranges of the index, so the order must be that of bytes on every database.

    It is SQLite's own; PostgreSQL would take the language's.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            'ALTER TABLE artifacts_artifact ALTER COLUMN path TYPE varchar(1024) COLLATE "C"'
        )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('state', models.CharField(choices=[('writing', 'Writing'), ('ready', 'Ready'), ('deleting', 'Deleting')], default='writing', max_length=8)),
                ('size', models.BigIntegerField(default=0)),
                ('sha256', models.CharField(default='', max_length=64)),
                ('created_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256', 'size'], name='blob_of_content'), models.Index(fields=['state', 'created_at'], name='blob_unfinished'), models.Index(condition=models.Q(('released_at__isnull', False)), fields=['released_at'], name='blob_released')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner_key', models.CharField(max_length=81)),
                ('path', models.CharField(max_length=1024)),
                ('store_upload_id', models.CharField(max_length=1024)),
                ('limit', models.BigIntegerField()),
                ('blob', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='upload', to='artifacts.blob')),
            ],
        ),
        migrations.CreateModel(
            name='Artifact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner_key', models.CharField(max_length=81)),
                ('path', models.CharField(max_length=1024)),
                ('created_at', models.DateTimeField()),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='artifacts', to='artifacts.blob')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner_key', 'path'), name='one_artifact_per_path')],
            },
        ),
        migrations.RunPython(sort_paths_by_bytes, migrations.RunPython.noop),
    ]
