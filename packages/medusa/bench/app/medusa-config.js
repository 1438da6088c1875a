// The shop of the tests, with the plugin or without.
const config = require('../../integration-tests/app/medusa-config')

const plugins = config.plugins.filter(({ resolve }) => resolve !== '@motkit/medusa')

module.exports = process.env.WITHOUT_MOT ? { ...config, plugins } : config
