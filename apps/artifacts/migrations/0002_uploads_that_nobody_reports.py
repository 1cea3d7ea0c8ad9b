"""Uploads know how many parts they have, and whether anybody says that these have come."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('artifacts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='is_awaited',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='upload',
            name='part_count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('is_awaited', True)), fields=['owner_key'], name='upload_awaited'),
        ),
    ]
