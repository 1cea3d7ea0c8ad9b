"""Names as long as MLflow's database has them, and tags found by their key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="registeredmodel",
            name="name",
            field=models.CharField(max_length=256),
        ),
        migrations.AddIndex(
            model_name="modelversiontag",
            index=models.Index(fields=["key"], name="model_version_tag_key"),
        ),
    ]
